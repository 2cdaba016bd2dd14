// The buttons of the bar name how many of the chosen rows they reach; who reaches nobody is not shown.
const buttons = [...document.querySelectorAll("[data-reaches]")];
const nothing = document.querySelector("[data-reaches-nobody]");

// Counts the waiting parties that get a place: whole parties, who waits longest first, while there are seats.
function seated(waiting, seats) {
  if (seats === "all") return waiting.length;
  let left = Number(seats);
  let number = 0;
  for (const box of [...waiting].sort((one, other) => one.dataset.turn - other.dataset.turn)) {
    const persons = Number(box.dataset.waits);
    if (persons > left) continue;
    left -= persons;
    number += 1;
  }
  return number;
}

function label({ one, many, some }, number, all) {
  if (some && number < all) return some.replace("{number}", number).replace("{all}", all);
  return number === 1 ? one : many.replace("{number}", number);
}

function show() {
  const boxes = [...document.querySelectorAll("[data-check]:checked")];
  for (const button of buttons) {
    const { reaches, seats } = button.dataset;
    const reached = boxes.filter((box) => (box.dataset.does ?? "").split(" ").includes(reaches));
    const all = seats ? boxes.filter((box) => box.dataset.waits) : reached;
    const number = seats ? seated(all, seats) : reached.length;
    button.hidden = reached.length === 0;
    button.querySelector("span").textContent = label(button.dataset, number, all.length);
  }
  if (nothing) nothing.hidden = buttons.some((button) => !button.hidden);
}

if (buttons.length) {
  document.addEventListener("chosen", show);
  show();
}
