// [data-push="<public key>"]: a button by which this browser takes pushes. The form around it is filled in with the subscription
// and sent as any other; a browser that can't, or whose reader refused, says so in the button's place.
import { ready } from "./page.js";

const able = "serviceWorker" in navigator && "PushManager" in window && window.isSecureContext;

function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

async function subscribe(key) {
  const at = await navigator.serviceWorker.register("/push-worker.js");
  await navigator.serviceWorker.ready;
  const old = await at.pushManager.getSubscription();
  if (old) await old.unsubscribe(); // it may belong to another key of the bank's
  return at.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

function say(form, name) {
  for (const el of form.querySelectorAll("[data-push-word]")) el.hidden = el.dataset.pushWord !== name;
}

ready("[data-push]", (button) => {
  const { form } = button;
  if (!able) return say(form, "unable");
  if (Notification.permission === "denied") return say(form, "denied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { endpoint, keys } = (await subscribe(button.dataset.push)).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.p256dh, { value: keys.p256dh });
      Object.assign(form.elements.auth, { value: keys.auth });
      form.requestSubmit();
    } catch {
      say(form, Notification.permission === "denied" ? "denied" : "failed");
    }
    button.disabled = false;
  });
});
