// A colour can be picked beside the field in which it is written.
for (const field of document.querySelectorAll("[data-colour]")) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "colour__picker";
  picker.value = field.value;
  picker.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`).textContent);
  picker.addEventListener("input", () => (field.value = picker.value.toUpperCase()));
  field.addEventListener("input", () => {
    if (field.checkValidity() && /^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value;
  });
  const pair = document.createElement("div");
  pair.className = "colour";
  field.replaceWith(pair);
  pair.append(picker, field);
}
