// Shows how far an upload has come. Without this script the same form uploads just as well.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();

  const button = form.querySelector("button");
  const shown = form.querySelector("[data-upload-progress]");
  const bar = shown.querySelector("progress");
  const words = shown.querySelector("[data-upload-words]");
  const stop = (why) => {
    button.disabled = false;
    bar.hidden = true;
    shown.hidden = false;
    words.textContent = why;
  };

  const file = form.querySelector("[type=file]").files[0];
  const most = Number(form.dataset.maxBytes);
  if (most && file && file.size > most) {
    stop(`That file is larger than the ${Math.floor(most / 2 ** 20)} MB we can take.`);
    return;
  }

  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? Math.floor((loaded / total) * 100) : 0;
    words.textContent = bar.value < 100 ? `${bar.value}% sent` : "Sent. Checking the file…";
  });
  request.addEventListener("error", () => stop("The connection was lost. Please try again."));
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (main) show(main, page.title, request);
    else stop("The file was not taken. Please try again.");
  });
  button.disabled = true;
  bar.hidden = shown.hidden = false;
  request.open("POST", form.action);
  request.send(new FormData(form));
});

// The answer is a whole page: the one redirected to, or the same one saying what is wrong.
function show(main, title, request) {
  document.querySelector("main").replaceWith(main);
  document.title = title;
  if (request.status < 400) history.replaceState(null, "", request.responseURL);
  htmx.process(main);
  const alert = main.querySelector("[role=alert]");
  (alert ?? main).focus({ preventScroll: true });
  (alert ?? main.querySelector("[role=status]"))?.scrollIntoView({ block: "center" });
}
