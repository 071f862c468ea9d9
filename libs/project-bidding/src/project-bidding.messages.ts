/** What is said when a wish is refused, by its code. */
export const projectBiddingMessages: Readonly<Record<string, { zh: string; en: string }>> = {
};
