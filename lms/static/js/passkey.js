/**
 * Making or showing a passkey. Without script, or without passkeys in this browser, the form says
 * so and the other ways remain.
 * Markup: <script type="application/json" id="passkey-options"> (from the server) and
 * <form data-passkey="create|get"><input name="credential">…<button hidden>; webauthn-json.js
 * (of allauth) turns the options into what the browser wants, and the answer into JSON.
 */
const form = document.querySelector("form[data-passkey]");
if (form && window.webauthnJSON && window.webauthnJSON.supported()) attach(form);

function attach(form) {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const problem = form.querySelector("[data-passkey-problem]");
  form.querySelector("[data-passkey-missing]").hidden = true;
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const answer = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
