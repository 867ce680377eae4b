// Uploads while the page stays: how far it has come, a way to stop it, and in the end only its own
// slot is drawn anew. Without this script the same form uploads just as well.
const uploads = new Set();

addEventListener("beforeunload", (event) => {
  if (uploads.size) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  if (!form.hasAttribute("aria-busy")) upload(form);
});

function upload(form) {
  const slot = form.closest(".slot");
  const title = slot.querySelector("h3").textContent;
  const shown = form.querySelector("[data-upload-progress]");
  const [bar, words] = [shown.querySelector("progress"), shown.querySelector("[data-upload-words]")];
  const cancel = form.querySelector("[data-upload-cancel]");
  const file = form.querySelector("[type=file]").files[0];
  const most = Number(form.dataset.maxBytes);

  const end = (why) => {
    uploads.delete(request);
    form.removeAttribute("aria-busy");
    if (document.activeElement === cancel) form.querySelector("button").focus();
    bar.hidden = cancel.hidden = true;
    words.textContent = why;
    say(why);
  };

  const request = new XMLHttpRequest();
  if (most && file && file.size > most) {
    shown.hidden = false;
    end(`${file.name} is larger than the ${Math.floor(most / 2 ** 20)} MB we can take.`);
    return;
  }
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? Math.floor((loaded / total) * 100) : 0;
    words.textContent = bar.value < 100 ? `${bar.value}% sent` : "Sent. Checking the file…";
  });
  request.addEventListener("error", () => end("The connection was lost. Please try again."));
  request.addEventListener("abort", () => end("Upload canceled."));
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById(slot.id);
    const gone = request.status === 404 && page.querySelector("main h1")?.textContent;
    if (gone) return end(`${gone}, so the file was not taken.`);
    if (!fresh) return end("The file was not taken. Please reload the page and try again.");
    uploads.delete(request);
    const stoodHere = slot.contains(document.activeElement);
    slot.replaceWith(fresh);
    const refusal = fresh.querySelector("[role=alert]");
    if (stoodHere) (refusal ?? fresh).focus({ preventScroll: true });
    say(refusal ? "" : `${title}: ${file?.name ?? "file"} received.`);
    showState(page);
  });

  cancel.onclick = () => request.abort();
  form.setAttribute("aria-busy", "true");
  bar.hidden = shown.hidden = cancel.hidden = false;
  say(file ? `${title}: uploading ${file.name}.` : "");
  uploads.add(request);
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// What the page says of all files together, unless it was written before another one came.
async function showState(page) {
  const received = (of) => of.querySelectorAll(".slot--filled").length;
  if (received(page) !== received(document)) {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  }
  for (const part of ["#files-state", ".page-actions"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
}

// A region that stays says each result once.
function say(text) {
  document.getElementById("said").textContent = text;
}
