// A picture of a proof, with its lines, as large as a person wants it. Without this script the link
// opens the picture.
const STEP = 1.5, LARGEST = 6;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-zoom]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
  event.preventDefault();
  show(link);
});

function show(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", link.querySelector("img").alt);
  const bar = document.createElement("div");
  bar.className = "zoom__bar";
  const sheet = document.createElement("div");
  sheet.className = "proof__sheet zoom__sheet";
  sheet.append(...[...link.children].map((child) => child.cloneNode(true)));
  sheet.querySelector("img").loading = "eager";
  const room = document.createElement("div");
  room.className = "zoom__room";
  room.tabIndex = 0;
  room.append(sheet);

  let size = 1;
  const scale = (by) => {
    const [x, y] = [middle(room, "Width", "Left"), middle(room, "Height", "Top")];
    size = Math.min(Math.max(size * by, 1), LARGEST);
    sheet.style.width = `${size * 100}%`;
    room.scrollLeft = x * room.scrollWidth - room.clientWidth / 2;
    room.scrollTop = y * room.scrollHeight - room.clientHeight / 2;
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    [made.type, made.className, made.textContent] = ["button", "button button--quiet", words];
    made.addEventListener("click", act);
    bar.append(made);
  };
  button("Larger", () => scale(STEP));
  button("Smaller", () => scale(1 / STEP));
  button("Close", () => dialog.close());
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "+" || key === "=") scale(STEP);
    if (key === "-") scale(1 / STEP);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  dialog.append(bar, room);
  (link.closest(".proof") || document.body).append(dialog); // which knows whether lines are shown
  dialog.showModal();
  room.focus();
}

// Where the middle of what is seen lies, as a part of all there is.
function middle(room, side, edge) {
  return (room[`scroll${edge}`] + room[`client${side}`] / 2) / room[`scroll${side}`];
}
