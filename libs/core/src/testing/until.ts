/** Looks every moment until it holds. Throws what it waited for after so many milliseconds: a test that waits for what does not come fails, and says for what. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, within = 20_000): Promise<void> => {
  for (const late = performance.now() + within; !(await holds());) {
    if (performance.now() > late) throw new Error(`waited ${within} ms in vain: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
};
