/** A list page by page, each asked for when the one before was taken: the first without a cursor, every other with the one that the page before it named. */
export async function* pagesOf<P extends { readonly next: string | null }>(page: (at: { readonly cursor?: string }) => Promise<P>): AsyncGenerator<P, undefined> {
  for (let next: string | null | undefined; next !== null;) {
    const found = await page(next === undefined ? {} : { cursor: next });
    yield found;
    next = found.next;
  }
}
