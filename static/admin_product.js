// The page of a product: rows of attributes are added and removed, and characters counted. Without
// this script there are blank rows, and clearing a row removes it.
(() => {
  for (const rows of document.querySelectorAll("[data-attribute-rows]")) setUp(rows);
  for (const field of document.querySelectorAll("[data-counted]")) count(field);

  function setUp(rows) {
    const all = () => [...rows.querySelectorAll(".attribute-row")];
    const isBlank = (row) => [...row.querySelectorAll("input")].every((input) => !input.value);
    const blank = all().at(-1).cloneNode(true);
    const add = button("Add an attribute", "add-attribute");
    let number = all().length;

    for (const row of all().slice(0, -1)) if (isBlank(row)) row.remove();
    for (const row of all()) withRemove(row);
    add.addEventListener("click", () => {
      const row = blank.cloneNode(true);
      number += 1;
      for (const input of row.querySelectorAll("input")) {
        input.id = input.id.replace(/\d+$/, number);
        input.ariaLabel = input.ariaLabel.replace(/\d+$/, number);
      }
      withRemove(row);
      add.before(row);
      row.querySelector("input").focus();
      update();
    });
    rows.append(add);
    update();

    function withRemove(row) {
      const remove = button("Remove", "remove-attribute");
      remove.ariaLabel = "Remove attribute";
      remove.addEventListener("click", () => {
        const next = row.nextElementSibling;
        row.remove();
        update();
        (next?.querySelector("input") ?? add).focus();
      });
      row.append(remove);
    }

    function update() {
      add.disabled = all().length >= Number(rows.dataset.maxRows);
    }
  }

  function button(text, name) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: text, className: `quiet button ${name}` });
    return made;
  }

  function count(field) {
    const output = document.createElement("output");
    output.className = "count";
    output.htmlFor = field.id;
    const show = () => {
      output.textContent = `${[...field.value].length} of ${field.dataset.counted} characters`;
    };
    field.after(output);
    field.addEventListener("input", show);
    show();
  }
})();
