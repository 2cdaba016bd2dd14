// Words in braces become buttons that put themselves where the cursor was; without script they can be copied.
for (const group of document.querySelectorAll('[data-insert]')) {
  const target = document.getElementById(group.dataset.insert)
  for (const word of group.querySelectorAll('[data-insert-word]')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = word.className
    button.textContent = word.textContent
    button.addEventListener('click', () => {
      target.setRangeText(word.textContent, target.selectionStart, target.selectionEnd, 'end')
      target.focus()
    })
    word.replaceWith(button)
  }
}
