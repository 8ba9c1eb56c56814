// Telegram puts what it says of the user, signed, behind the # of the address: send that to the bot.
const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
const form = document.getElementById("enter");
if (data) {
  form.elements.init_data.value = data;
  form.submit();
} else {
  document.getElementById("said").textContent =
    "Open this from the chat with the bot: write /dashboard there.";
}
