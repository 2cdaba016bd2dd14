// Adds an empty row to a table of fields: a copy of the last row, with the next number in its names.
const nextNumber = (text) => text.replace(/\d+/, (number) => Number(number) + 1);

function addRow(form) {
  const rows = form.querySelectorAll('[data-row]');
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  for (const list of row.querySelectorAll('.field__errors')) list.remove();
  for (const control of row.querySelectorAll('input, select')) {
    control.name = nextNumber(control.name);
    if (control.id) control.id = nextNumber(control.id);
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-describedby');
    const label = control.getAttribute('aria-label');
    if (label) control.setAttribute('aria-label', nextNumber(label));
    if (control.matches('input')) control.value = '';
  }
  for (const box of row.querySelectorAll('.programme-table__remove label')) {
    box.closest('td').removeAttribute('data-label');
    box.remove();
  }
  last.after(row);
  row.querySelector('input:not([type="hidden"])')?.focus();
}

for (const form of document.querySelectorAll('[data-rows]')) {
  const button = form.querySelector('[data-add-row]');
  if (!button) continue;
  button.hidden = false;
  button.addEventListener('click', () => addRow(form));
}
