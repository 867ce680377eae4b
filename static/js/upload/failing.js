// What is said of a file that did not come: what happened, and what to do. The server's own words
// wherever it has any.
const CANCELED = "Upload canceled.";
const LOST = "The connection was lost. Press the button again to go on where it stopped.";
const UNSEEN = "The connection was lost. Please reload the page to see whether the file was received.";
const FAILED = "The file was not taken. Please reload the page and try again.";

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

class NotTaken extends Error {}

function fail(why) {
  throw new NotTaken(why);
}

// Of an answer that has none of our words, such as a proxy's, `otherwise`.
function failureOf(status, type, body, otherwise) {
  if (type?.startsWith("text/plain") && body.trim()) return new NotTaken(body);
  const page = parsed(body);
  const headline = status >= 400 && page.querySelector("main h1");
  if (!headline) return new NotTaken(otherwise);
  const advice = headline.nextElementSibling?.textContent ?? "";
  const why = new NotTaken(`${headline.textContent}, so the file was not taken. ${advice}`.trim());
  return Object.assign(why, { wayOn: page.querySelector("main [data-way-on]") });
}

// The forms of a page that was opened before somebody signed in or out can be sent again.
function renewForms(page) {
  const token = page.querySelector("[name=csrf_token]")?.value;
  if (!token) return;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
}

// ... unless there is no such page any more; then why.
async function renewFormsFrom(url) {
  const answer = await fetch(url).catch(() => null);
  const body = await answer?.text().catch(() => "");
  if (answer?.ok) renewForms(parsed(body));
  else if (body) return failureOf(answer.status, answer.headers.get("Content-Type"), body, FAILED);
}
