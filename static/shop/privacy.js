// Whether the browser asks not to be tracked. The server asks the same of its headers.
export function refusesTracking() {
  return navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
}
