// What the page asks its server.

/// The answer to a request, as JSON; `body` makes it a POST.
export async function ask(path, body) {
  const request = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new Error("no answer; is cijfer review still running?");
  }
  if (response.status === 403) throw new Error("this review has ended; open the address that the new one printed");
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/// Lets go of items as the page is left.
export function release(ids) {
  if (ids.length) navigator.sendBeacon("/api/release", JSON.stringify({ ids }));
}
