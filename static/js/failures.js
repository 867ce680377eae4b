// A part of a page that could not be brought up to date says so in its place. What stands there and
// may not be true any more, marked data-stale, is put away until the next answer replaces the part.
const WHY = {
  0: "We can't be reached at the moment, so this is not up to date. Check your connection.",
  401: "You are not signed in any more, so this is not up to date.",
  403: "You are signed in differently now, so this is not up to date.",
  404: "This has changed since the page was opened.",
  409: "This has changed since the page was opened.",
  429: "That was a lot in a short time. Please wait a minute.",
};
const OURS = "Something went wrong on our side, so this is not up to date.";

function failed({ detail: { elt, target, xhr } }) {
  target.querySelectorAll("[data-stale]").forEach((part) => (part.hidden = true));
  target.querySelector("[data-failure]")?.remove();

  const words = document.createElement("p");
  words.append(`${WHY[xhr.status] ?? OURS} `, wayOn(elt));
  const notice = document.createElement("div");
  notice.className = "notice notice--warn";
  notice.dataset.failure = "";
  notice.setAttribute("role", "alert");
  notice.append(words);
  (target.querySelector("[data-failures]") ?? target).prepend(notice);
}

// The page itself, made anew from what is chosen on it.
function wayOn(elt) {
  const form = elt.closest("form");
  const page = form && (form.dataset.page ?? form.action);
  const link = document.createElement("a");
  link.href = form ? `${page}?${new URLSearchParams(chosen(form))}` : location.href;
  link.textContent = "Try again";
  if (form?.dataset.page) history.replaceState(history.state, "", link.href);
  return link;
}

const chosen = (form) =>
  [...new FormData(form)].filter(
    ([name, value]) => value && form.elements[name].type !== "hidden",
  );

for (const name of ["responseError", "sendError", "timeout"]) {
  document.addEventListener(`htmx:${name}`, failed);
}
