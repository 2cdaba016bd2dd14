// The buttons of the bar name how many of the chosen rows they reach; who reaches nobody is not shown.
const buttons = [...document.querySelectorAll("[data-reaches]")];
const nothing = document.querySelector("[data-reaches-nobody]");

function show() {
  const boxes = [...document.querySelectorAll("[data-check]:checked")];
  for (const button of buttons) {
    const { reaches, one, many } = button.dataset;
    const number = boxes.filter((box) => (box.dataset.does ?? "").split(" ").includes(reaches)).length;
    button.hidden = number === 0;
    button.querySelector("span").textContent = number === 1 ? one : many.replace("{number}", number);
  }
  if (nothing) nothing.hidden = buttons.some((button) => !button.hidden);
}

if (buttons.length) {
  document.addEventListener("chosen", show);
  show();
}
