() => {
  const select = document.querySelector("#chooser select");
  if (select) {
    document.documentElement.lang = select.value;
  }
  document.body.classList.add("ready");
}
