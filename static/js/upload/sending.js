// Uploads while the page stays: in parts, so that a file goes on where it was broken off, also after
// a reload; with the time that is left, a pause and a way to stop. In the end only its own slot is
// drawn anew. Without this script the same form uploads just as well.
const PART = 8 * 2 ** 20; // bytes, as the server counts parts
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000]; // milliseconds, before it is tried again
const PASSING = [0, 409, 423, 460, 500, 502, 503, 504]; // statuses that may be others next time
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
  try {
    if (file && !(await refuseIn(form))) await send(file, form, shown);
  } catch (trouble) {
    const why = (trouble.outdated && (await renewFormsFrom(location.href))) || trouble;
    const known = why instanceof NotTaken;
    shown.end(known ? why.message : FAILED, why.wayOn);
  }
  uploads.delete(form);
  form.removeAttribute("aria-busy");
  document.dispatchEvent(new CustomEvent("uploaded", { detail: form }));
}

// All of it goes to the server, which then looks at it, and answers with the page.
async function send(file, form, shown) {
  shown.begin(file);
  const sent = await inParts(file, form, shown);
  shown.check();
  const fields = new FormData(form);
  fields.delete("file");
  fields.set("upload", tokenOf(sent));
  const unseen = () => fail(UNSEEN);
  const answer = await fetch(form.action, { method: "POST", body: fields }).catch(unseen);
  const body = await answer.text().catch(unseen);
  const page = parsed(body);
  const slot = form.closest(".slot");
  const fresh = page.getElementById(slot.id);
  if (!fresh) {
    const otherwise = answer.status < 500 ? FAILED : UNSEEN;
    throw failureOf(answer.status, answer.headers.get("Content-Type"), body, otherwise);
  }
  if (answer.ok || answer.status === 422) forget(sent);
  if (!answer.ok && !fresh.querySelector("[role=alert]")) {
    fresh.append(refusalIn(section, file, whyClosed(page))); // it takes no files any more
  }
  draw(slot, fresh, file);
  renewForms(page);
  await showState().catch(() => {}); // the file is received all the same
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
    sending.options.onError = (why) => reject(whyOf(why.originalResponse));
    stop.signal.addEventListener("abort", () => {
      sending.abort(true).catch(() => {}); // what stays there is tidied
      reject(new NotTaken(CANCELED));
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

function whyOf(answer) {
  if (!answer?.getStatus()) return new NotTaken(LOST);
  const status = answer.getStatus();
  const otherwise = status < 500 ? FAILED : LOST;
  const why = failureOf(status, answer.getHeader("Content-Type"), answer.getBody(), otherwise);
  return Object.assign(why, { outdated: status === 403 });
}

// This browser need not know any more where to go on with it.
async function forget(sent) {
  for (const { urlStorageKey } of await sent.findPreviousUploads()) {
    sent.options.urlStorage.removeUpload(urlStorageKey);
  }
}
