/* A button that copies the field it names; without this script the field is there to be read. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Đã chép.";
    } catch {
      said.textContent = "Hãy chép dòng đang được chọn.";
    }
  });
}
