// Files that cannot be printed are named as soon as they are chosen, in the server's words.
const told = JSON.parse(document.querySelector("[data-told]")?.dataset.told ?? "null");

// Why a file would be refused; empty where only the server can say. What a file begins with counts
// more than its name.
async function refusalOf(file) {
  if (!told) return "";
  if (!file.size) return told.empty;
  if (file.size > told.most) return told.larger;
  const ending = file.name.split(".").pop().toLowerCase();
  const why = Object.hasOwn(told.endings, ending) ? told.endings[ending] : told.otherwise;
  if (!why) return "";
  const head = await file.slice(0, told.head).arrayBuffer().catch(() => null);
  if (!head) return "";
  const text = Array.from(new Uint8Array(head), (byte) => String.fromCharCode(byte)).join("");
  const at = ([mark, most]) => text.includes(mark) && text.indexOf(mark) <= most;
  return told.marks.some(at) ? "" : why;
}

// As the server would show it there.
function refusalIn(place, file, why) {
  const shown = place.querySelector("template[data-refusal]").content.cloneNode(true);
  shown.querySelector("strong").textContent = file.name;
  shown.querySelector("span").textContent = why;
  return shown.firstElementChild;
}

// Take back what was chosen in a form if it cannot be printed, and say so in its slot.
async function refuseIn(form) {
  const slot = form.closest(".slot");
  const field = form.querySelector("[type=file]");
  const file = field.files[0];
  const why = file ? await refusalOf(file) : "";
  if (field.files[0] !== file) return false;
  slot.querySelector(":scope > [role=alert]")?.remove();
  if (!why) return false;
  field.value = "";
  form.before(refusalIn(slot, file, why));
  return true;
}
