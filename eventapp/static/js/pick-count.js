// Says how many people are ticked, on this page and on the pages before it, while ticking.
const line = document.querySelector("[data-picked]");
const boxes = () => document.querySelectorAll("[data-check]:checked").length;

function show() {
  const number = Number(line.dataset.elsewhere) + boxes();
  line.textContent = (number === 1 ? line.dataset.one : line.dataset.many).replace("{number}", number);
}

document.addEventListener("chosen", show);
document.addEventListener("change", show);
window.addEventListener("pageshow", show);
show();
