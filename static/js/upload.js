// Shows how far an upload has come. Without this script the same form uploads just as well.
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit], button");
    const shown = form.querySelector("[data-upload-progress]");
    const bar = shown.querySelector("progress");
    const words = shown.querySelector("[data-upload-words]");
    const request = new XMLHttpRequest();

    const stop = (message) => {
      button.disabled = false;
      bar.hidden = true;
      words.textContent = message;
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = total ? Math.floor((loaded / total) * 100) : 0;
      bar.value = percent;
      words.textContent = percent < 100 ? `${percent}% sent` : "Sent. Checking the file…";
    });
    request.addEventListener("error", () => stop("The connection was lost. Please try again."));
    request.addEventListener("load", () => {
      // The page after it, a redirect followed, or the same page saying what is wrong.
      if (request.status < 400) {
        location.assign(request.responseURL);
      } else if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) {
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.querySelector("main").replaceWith(page.querySelector("main"));
        document.title = page.title;
        window.scrollTo(0, 0);
        document.querySelector("[role=alert]")?.focus();
      } else {
        stop("The file was not taken. Please try again.");
      }
    });

    button.disabled = true;
    bar.hidden = shown.hidden = false;
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
