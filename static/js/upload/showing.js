// What a page shows of its uploads: how far they are, what came of each.
// How long the rest will take, as fast as it has been since it began or went on.
function timer() {
  let since, from;
  return (now, all) => {
    since ??= Date.now();
    from ??= now;
    const seconds = (Date.now() - since) / 1000;
    return seconds < 3 || now <= from ? "" : inWords(((all - now) * seconds) / (now - from));
  };
}

function inWords(seconds) {
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} minute${minutes > 1 ? "s" : ""} left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}

// What a form shows of its upload.
function shownBy(form) {
  const [shown, words, cancel, pause] = ["progress", "words", "cancel", "pause"].map((part) =>
    form.querySelector(`[data-upload-${part}]`),
  );
  const bar = shown.querySelector("progress");
  const title = form.closest(".slot").querySelector("h3").textContent;
  const tell = (text) => (words.textContent = text);
  return {
    cancel,
    pause,
    tell,
    begin(file) {
      tell("Reading the file…");
      bar.value = 0;
      bar.hidden = shown.hidden = cancel.hidden = false;
      say(`${title}: uploading ${file.name}.`);
    },
    progress(now, all, left) {
      bar.value = Math.floor((now / all) * 100);
      tell([`${bar.value}% sent`, left].filter(Boolean).join(", "));
    },
    // Whether it is paused now.
    paused() {
      const paused = pause.textContent === "Pause";
      pause.textContent = paused ? "Go on" : "Pause";
      if (paused) tell(`Paused at ${bar.value}%`);
      return paused;
    },
    check() {
      bar.value = 100;
      tell("Sent. Checking the file…");
      cancel.hidden = pause.hidden = true;
    },
    end(why, wayOn) {
      if ([cancel, pause].includes(document.activeElement)) form.querySelector("button").focus();
      bar.hidden = cancel.hidden = pause.hidden = true;
      pause.textContent = "Pause";
      tell(why);
      if (wayOn) words.append(" ", linkOf(wayOn));
      say(why);
    },
  };
}

function draw(slot, fresh, file) {
  const title = slot.querySelector("h3").textContent;
  const stoodHere = slot.contains(document.activeElement);
  slot.replaceWith(fresh);
  const refusal = fresh.querySelector("[role=alert]");
  if (stoodHere) (refusal ?? fresh).focus({ preventScroll: true });
  say(refusal ? "" : `${title}: ${file.name} received.`);
}

// Why a page takes no file, where its slot does not say so.
const whyClosed = (page) => page.querySelector("#files-state p")?.textContent.trim() ?? "";

// What the page says of all files together, unless it was written before another one came.
async function showState(page) {
  const received = (of) => of.querySelectorAll(".slot--filled").length;
  if (received(page) !== received(document)) {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    page = parsed(await answer.text());
  }
  for (const part of ["#files-state", "#files-yes", ".page-actions"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
}

function linkOf(button) {
  const link = document.createElement("a");
  link.href = button.getAttribute("href");
  link.textContent = button.textContent;
  return link;
}

// A region that stays says each result once.
function say(text) {
  document.getElementById("said").textContent = text;
}
