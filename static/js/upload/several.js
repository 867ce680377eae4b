// Several files at once, chosen together or dropped on the page: each goes to the slot that its name
// speaks of, waits there, and can be given to another before it is sent.
const MEANS = {
  fr: "front", face: "front", recto: "front", obverse: "front",
  bk: "back", rear: "back", verso: "back", reverse: "back",
  out: "outside", in: "inside", cvr: "cover",
};
const section = document.querySelector("[data-several]");
if (section) {
  section.hidden = false;
  const several = section.querySelector("[type=file]");
  several?.addEventListener("change", () => {
    handOut([...several.files]);
    several.value = "";
  });
  section.querySelector("[data-upload-all]")?.addEventListener("click", uploadAll);
}

const forms = () => [...document.querySelectorAll("form[data-upload]")];
const titleOf = (form) => form.closest(".slot").querySelector("h3").textContent;
const inputOf = (form) => form.querySelector("[type=file]");
const free = () => forms().filter((form) => !form.hasAttribute("aria-busy"));
const waiting = () => free().filter((form) => inputOf(form).files.length);
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!carriesFiles(event) || !forms().length) return;
    event.preventDefault();
    const over = name !== "drop" && (name !== "dragleave" || event.relatedTarget);
    document.documentElement.classList.toggle("dropping", Boolean(over));
    if (name === "drop") {
      const slot = event.target.closest?.(".slot")?.querySelector("form[data-upload]");
      handOut([...event.dataTransfer.files], slot);
    }
  });
}

document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  if (event.target.matches("[data-upload-slot]")) {
    const other = forms().find((one) => one.elements.slot.value === event.target.value);
    const [here, there] = [filesOf(form), filesOf(other)];
    inputOf(form).files = there;
    inputOf(other).files = here;
    showWaiting();
    return other.querySelector("[data-upload-slot]").focus();
  }
  await refuseIn(form);
  showWaiting();
});
document.addEventListener("uploading", showWaiting);
document.addEventListener("uploaded", () => {
  tellOnPage("");
  showWaiting();
});

// The first file goes to `slot`, if one is given; the others where their names belong. What cannot be
// printed is named, and what has no place is listed with all that there are.
async function handOut(chosen, slot) {
  const reasons = await Promise.all(chosen.map(refusalOf));
  const files = chosen.filter((_, number) => !reasons[number]);
  showRefused(chosen.flatMap((file, number) => (reasons[number] ? [[file, reasons[number]]] : [])));
  const places = free();
  const [placed, left] = [[], []];
  const put = (file, form) => {
    const former = inputOf(form).files[0];
    if (former && former.name !== file.name) left.push(former);
    choose(form, file);
    places.splice(places.indexOf(form), 1);
    placed.push(`${file.name} for ${titleOf(form)}`);
  };
  if (places.includes(slot) && files.length) put(files.shift(), slot);
  const unnamed = files.filter((file) => {
    const form = namedBy(file.name, places);
    if (form) put(file, form);
    return !form;
  });
  for (const file of unnamed) {
    const empty = places.find((form) => !form.closest(".slot--filled") && !inputOf(form).files[0]);
    const form = empty ?? (forms().length === 1 ? places[0] : null);
    form ? put(file, form) : left.push(file);
  }
  keep(left);
  showWaiting();
  const names = left.map((file) => file.name).join(", ");
  tell(
    [
      placed.length && `Chosen: ${placed.join(", ")}.`,
      left.length && `We have no place for ${names}.`,
    ]
      .filter(Boolean)
      .join(" "),
  );
}

function choose(form, file) {
  const list = new DataTransfer();
  list.items.add(file);
  inputOf(form).files = list.files;
  form.closest(".slot").querySelector(":scope > [role=alert]")?.remove(); // it was of another file
}

function showRefused(those) {
  section.querySelector("[data-several-refused]").replaceChildren(
    ...those.map(([file, why]) => refusalIn(section, file, why)),
  );
}

// The form of the slot with whose title a name has most words in common; else the one that a number
// at its end counts to, which is no measure.
function namedBy(name, places) {
  const stem = name.replace(/\.\w+$/, "");
  const words = wordsOf(stem);
  const rated = places.map((form) => {
    const title = wordsOf(titleOf(form));
    const common = title.filter((word) => words.includes(word)).length;
    return { form, common, lacking: title.length - common };
  });
  rated.sort((a, b) => b.common - a.common || a.lacking - b.lacking);
  if (rated[0]?.common) return rated[0].form;
  const number = /\dx\d+$/i.test(stem) ? null : /(^|[^\d.])(\d+)\)?$/.exec(stem);
  const counted = number && forms()[Number(number[2]) - 1];
  return places.includes(counted) ? counted : null;
}

function wordsOf(text) {
  const apart = text.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/([a-z])(\d)/gi, "$1 $2");
  const words = apart.toLowerCase().match(/[\p{L}]+|\d+/gu) ?? [];
  return words.map((word) => MEANS[word] ?? word.replace(/^0+(?=\d)/, ""));
}

// Where several slots may take it, a file that waits has a list of them; and one button sends all.
function showWaiting() {
  const [places, those] = [free(), waiting()];
  for (const form of forms()) {
    const field = form.querySelector("[data-upload-where]");
    field.hidden = !those.includes(form) || places.length < 2;
    if (field.hidden) continue;
    const list = field.querySelector("select");
    list.replaceChildren(...places.map((one) => new Option(titleOf(one), one.elements.slot.value)));
    list.value = form.elements.slot.value;
  }
  showLeft();
  const all = document.querySelector("[data-upload-all]");
  if (!all) return;
  all.hidden = those.length < 2;
  all.textContent = `Upload ${those.length} files`;
}

// One after the other: each has the whole connection. What waits may change meanwhile; what failed
// is not sent again by itself.
async function uploadAll() {
  const tried = new Map();
  const next = () => waiting().find((form) => tried.get(form) !== inputOf(form).files[0]);
  for (let form = next(); form; form = next()) {
    tried.set(form, inputOf(form).files[0]);
    const done = new Promise((resolve) => {
      document.addEventListener("uploaded", ({ detail }) => detail === form && resolve());
    });
    form.requestSubmit();
    if (form.hasAttribute("aria-busy")) await done;
  }
}

function filesOf(form) {
  const list = new DataTransfer();
  for (const file of inputOf(form).files) list.items.add(file);
  return list.files;
}

function tell(text) {
  document.getElementById("said").textContent = text;
  tellOnPage(text);
}

function tellOnPage(text) {
  const words = section?.querySelector("[data-several-words]");
  if (words) words.textContent = text;
}
