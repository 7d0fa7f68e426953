/**
 * Runs in the page's head before any of the product's script is there (`precompress.js` writes it in, by its text):
 * asks at once for the page's own files, the words of its language and its first answers, which would otherwise
 * wait for one another over a slow network. The answers are taken up by `lib/api/client`.
 * @param {{address: string, files: string[], words: Record<string, string[]>, data: string[], signedIn: string[]}[]} pages
 */
export function early(pages) {
  const page = pages.find((one) => new RegExp(one.address).test(location.pathname));
  if (!page) return;
  const kept = localStorage.getItem('varta.language');
  const wished = [kept, ...navigator.languages.map((tag) => tag.slice(0, 2)), 'uk'];
  const language = wished.find((tag) => tag && tag in page.words) ?? 'uk';
  for (const file of [...page.files, ...(page.words[language] ?? [])]) {
    const link = document.createElement('link');
    link.href = file;
    if (file.endsWith('.css')) {
      link.rel = 'preload';
      link.as = 'style';
      link.crossOrigin = ''; // as the page itself will ask for it: another way of asking would fetch it again
    } else link.rel = 'modulepreload';
    document.head.append(link);
  }
  /** @type {Record<string, Promise<Response>>} */
  const asked = {};
  const known = /csrftoken=/.test(document.cookie);
  for (const address of [...page.data, ...(known ? page.signedIn : [])]) {
    // Read to the end at once: nobody may come for it.
    asked[address] = fetch(address, { headers: { Accept: 'application/json', 'Accept-Language': language } }).then(
      async (answer) => new Response(await answer.text(), answer)
    );
    asked[address].catch(() => undefined);
  }
  Object.assign(globalThis, { vartaEarly: asked });
}
