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

// All else that the page says of its files, as it is now, together: what was found in another slot
// (it may be about two files), the proof, and the button by which it is approved. What waits in a
// slot, is on its way there, or was refused stays as it is.
let timesAsked = 0;
async function showState() {
  const number = ++timesAsked;
  const answer = await fetch(location.href);
  const page = parsed(await answer.text());
  if (!answer.ok || number !== timesAsked) return; // who asks last sees most
  for (const fresh of page.querySelectorAll(".slot")) {
    const slot = document.getElementById(fresh.id);
    if (slot && !inUse(slot)) drawAgain(slot, fresh);
  }
  for (const part of ["#files-state", "#files-yes", "#files-proof", ".page-actions"]) {
    const [old, fresh] = [document, page].map((one) => one.querySelector(part));
    if (old && fresh) old.replaceWith(fresh);
    else if (fresh) document.getElementById("main").append(fresh);
    else old?.remove();
  }
}

const inUse = (slot) =>
  slot.querySelector("[aria-busy], [role=alert]") || slot.querySelector("[type=file]")?.files.length;

// With what was checked in it, and the keyboard where it was.
function drawAgain(slot, fresh) {
  for (const box of slot.querySelectorAll(":checked[type=checkbox]")) {
    const same = [...fresh.querySelectorAll("[type=checkbox]")];
    const its = same.find((one) => one.name === box.name && one.value === box.value);
    if (its) its.checked = true;
  }
  const focused = slot.contains(document.activeElement) && document.activeElement.id;
  slot.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
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
