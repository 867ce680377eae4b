// Uploads while the page stays: in parts, so that a file goes on where it was broken off, also after
// a reload; with the time that is left, a pause and a way to stop. In the end only its own slot is
// drawn anew. Without this script the same form uploads just as well.
const PART = 8 * 2 ** 20; // bytes, as the server counts parts
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000]; // milliseconds, before it is tried again
const PASSING = [0, 409, 423, 460, 500, 502, 503, 504]; // statuses that may be others next time
const CANCELED = "Upload canceled.";
const LOST = "The connection was lost. Press the button again to go on where it stopped.";
const UNSEEN = "The connection was lost. Please reload the page to see whether the file was received.";
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

async function upload(form) {
  const file = form.querySelector("[type=file]").files[0];
  const shown = shownBy(form);
  form.setAttribute("aria-busy", "true");
  uploads.add(form);
  document.dispatchEvent(new Event("uploading"));
  shown.begin(file);
  await send(file, form, shown).catch((why) => shown.end(why.message));
  uploads.delete(form);
  form.removeAttribute("aria-busy");
  document.dispatchEvent(new CustomEvent("uploaded", { detail: form }));
}

// All of it goes to the server, which then looks at it, and answers with the page.
async function send(file, form, shown) {
  const most = Number(form.dataset.maxBytes);
  if (file.size > most) {
    fail(`${file.name} is larger than the ${Math.floor(most / 2 ** 20)} MB we can take.`);
  }
  const sent = await inParts(file, form, shown);
  shown.check();
  const fields = new FormData(form);
  fields.delete("file");
  fields.set("upload", tokenOf(sent));
  const asked = fetch(form.action, { method: "POST", body: fields });
  const answer = await asked.catch(() => fail(UNSEEN));
  const page = parsed(await answer.text());
  const slot = form.closest(".slot");
  const fresh = page.getElementById(slot.id);
  if (answer.status === 404) fail(notTaken(page));
  if (!fresh) fail("The file was not taken. Please reload the page and try again.");
  if (answer.ok || answer.status === 422) forget(sent);
  draw(slot, fresh, file);
  showState(page);
}

async function inParts(file, form, shown) {
  const stop = new AbortController();
  shown.cancel.onclick = () => stop.abort();
  const unread = () => fail(`We couldn't read ${file.name}. Please choose it again.`);
  const digests = await digestsOf(file).catch(unread);
  const fingerprint = digests.length ? hexOf(await sha256(new Blob(digests))) : "";
  const endpoint = new URL(form.dataset.uploads, location.href).href;
  let timeLeft = timer();
  const sending = new tus.Upload(file, {
    endpoint,
    chunkSize: PART,
    retryDelays: PAUSES,
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
    metadata: { filename: file.name, fingerprint },
    fingerprint: async () => fingerprint && `${endpoint} ${fingerprint}`,
    httpStack: new WithChecksums(digests),
    onUploadUrlAvailable: () =>
      document.querySelector(`[data-unfinished="${tokenOf(sending)}"]`)?.remove(),
    onProgress: (now, all) => shown.progress(now, all, timeLeft(now, all)),
    onShouldRetry(why) {
      const passing = PASSING.includes(why.originalResponse?.getStatus() ?? 0);
      if (passing) shown.tell("The connection was lost. Trying again…");
      timeLeft = timer();
      return passing;
    },
  });
  const [before] = await sending.findPreviousUploads();
  if (before) sending.resumeFromPreviousUpload(before);
  if (stop.signal.aborted) fail(CANCELED);
  return new Promise((resolve, reject) => {
    sending.options.onSuccess = () => resolve(sending);
    sending.options.onError = (why) => reject(new Error(sentenceOf(why.originalResponse)));
    stop.signal.addEventListener("abort", () => {
      sending.abort(true).catch(() => {}); // what stays there is tidied
      reject(new Error(CANCELED));
    });
    shown.pause.onclick = () => {
      timeLeft = timer();
      shown.paused() ? sending.abort() : sending.start();
    };
    shown.pause.hidden = false;
    sending.start();
  });
}

// A part that changes on its way is refused. A server that is only busy has not lost the upload.
class WithChecksums extends tus.DefaultHttpStack {
  constructor(digests) {
    super({});
    this.digests = digests;
  }

  createRequest(method, url) {
    const request = super.createRequest(method, url);
    const send = request.send.bind(request);
    request.send = async (body) => {
      const digest = method === "PATCH" && this.digests[request.getHeader("Upload-Offset") / PART];
      if (digest) {
        request.setHeader("Upload-Checksum", `sha256 ${btoa(String.fromCharCode(...digest))}`);
      }
      const answer = await send(body);
      if (method === "HEAD" && ![200, 404, 410].includes(answer.getStatus())) fail(LOST);
      return answer;
    };
    return request;
  }
}

// Of each part. None where a browser works them out for pages with https alone, and this is none.
async function digestsOf(file) {
  const digests = [];
  for (let at = 0; crypto.subtle && at < file.size; at += PART) {
    digests.push(await sha256(file.slice(at, at + PART)));
  }
  return digests;
}

const sha256 = async (blob) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const tokenOf = (sending) => sending.url.split("/").pop();
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const notTaken = (page) =>
  `${page.querySelector("main h1").textContent}, so the file was not taken.`;

function fail(why) {
  throw new Error(why);
}

function sentenceOf(answer) {
  if (!answer?.getStatus()) return LOST;
  const page = answer.getHeader("Content-Type")?.startsWith("text/html");
  return page ? notTaken(parsed(answer.getBody())) : answer.getBody();
}

// This browser need not know any more where to go on with it.
async function forget(sent) {
  for (const { urlStorageKey } of await sent.findPreviousUploads()) {
    sent.options.urlStorage.removeUpload(urlStorageKey);
  }
}

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
    end(why) {
      if ([cancel, pause].includes(document.activeElement)) form.querySelector("button").focus();
      bar.hidden = cancel.hidden = pause.hidden = true;
      pause.textContent = "Pause";
      tell(why);
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

// What the page says of all files together, unless it was written before another one came.
async function showState(page) {
  const received = (of) => of.querySelectorAll(".slot--filled").length;
  if (received(page) !== received(document)) {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    page = parsed(await answer.text());
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
