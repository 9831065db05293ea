// The service worker that shows pushes: an answer has come, never which. A click leads to the room, in a tab that is there already
// or in a new one.
addEventListener("push", (e) => {
  const { title, body, path } = e.data.json();
  e.waitUntil(registration.showNotification(title, { body, tag: path, data: path }));
});

addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil((async () => {
    const url = new URL(e.notification.data, location.origin).href;
    const tabs = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = tabs.find((tab) => tab.url.split(/[?#]/)[0] === url);
    return there ? there.focus() : clients.openWindow(url);
  })());
});
