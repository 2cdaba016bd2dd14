// A toast leaves after ten seconds, or sooner by its cross; it stays while someone points at it or has the focus in it.
const STAYS = 10_000;

for (const toast of document.querySelectorAll("[data-toast]")) {
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), STAYS); };
  const stop = () => clearTimeout(timer);

  toast.classList.add("toast--live");
  toast.querySelector("[data-toast-close]").addEventListener("click", () => toast.remove());
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}
