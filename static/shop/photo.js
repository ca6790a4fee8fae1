// Searches with a photo as soon as it is chosen, dropped or pasted.

const form = document.querySelector("#search");
const field = form.querySelector("[data-photo]");

function searchWith(files) {
  const photo = Array.from(files).find((file) => file.type.startsWith("image/"));
  if (!photo) return;
  const transfer = new DataTransfer();
  transfer.items.add(photo);
  field.files = transfer.files;
  send();
}

// htmx would ask with GET. The photo is sent by the form itself.
function send() {
  HTMLFormElement.prototype.submit.call(form);
}

field.addEventListener("change", () => { if (field.files.length) send(); });
document.addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) searchWith(event.clipboardData.files);
});
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  searchWith(event.dataTransfer.files);
});
