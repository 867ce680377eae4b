// Files for which no place was free: each waits in a list, with a choice of all places.
const leftOver = section?.querySelector("[data-several-left]");

function keep(files) {
  for (const file of files) {
    const row = leftOver.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("strong").textContent = file.name;
    const list = row.querySelector("select");
    list.id = `left-${++keep.number}`;
    row.querySelector("label").htmlFor = list.id;
    list.setAttribute("aria-description", file.name);
    row.querySelector("[data-put]").onclick = () => put(row, file, list.value);
    row.querySelector("[data-leave]").onclick = () => {
      row.remove();
      tell("");
      showLeft();
    };
    leftOver.querySelector("ul").append(row);
  }
}
keep.number = 0;

// What waited at that place for its upload is listed in its stead.
function put(row, file, place) {
  const form = free().find((one) => one.elements.slot.value === place);
  if (!form) return showLeft();
  row.remove();
  keep([...inputOf(form).files]);
  choose(form, file);
  showWaiting();
  tell(`Chosen: ${file.name} for ${titleOf(form)}.`);
  form.querySelector("button").focus();
}

function showLeft() {
  if (!leftOver) return;
  const places = free();
  for (const row of leftOver.querySelectorAll("li")) {
    const list = row.querySelector("select");
    const before = list.value;
    list.replaceChildren(...places.map((form) => new Option(placeOf(form), form.elements.slot.value)));
    if (places.some((form) => form.elements.slot.value === before)) list.value = before;
    row.querySelector("[data-put]").disabled = !places.length;
  }
  leftOver.hidden = !leftOver.querySelector("li");
}

// Its title, and the file in whose place another one would come.
function placeOf(form) {
  const waits = inputOf(form).files[0]?.name;
  const there = waits ?? form.closest(".slot").querySelector(".slot__file strong")?.textContent;
  return there ? `${titleOf(form)}, in place of ${there}` : titleOf(form);
}
