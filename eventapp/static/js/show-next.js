// Brings the first question that follows a choice into sight: below the choices, and behind the button, it would be missed.
const form = document.querySelector("[data-show-next]");
const still = matchMedia("(prefers-reduced-motion: reduce)");

form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-when]")) return;
  const next = [...form.querySelectorAll(".section")].find((section) => section.offsetParent);
  next?.querySelector("h2, legend").scrollIntoView({ block: "center", behavior: still.matches ? "instant" : "smooth" });
});
