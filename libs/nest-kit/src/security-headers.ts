/** Styles inline: antd writes them at run time. Scripts only from here. The camera: to scan codes. */
const pages = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
type Headers = Readonly<Record<string, string>>;

/** What answers carry, by header: those with data little, since nothing of them is ever shown as a page; pages all that browsers heed. */
export const securityHeaders = (production: boolean): { readonly data: Headers; readonly page: Headers } => {
  const always = { 'x-content-type-options': 'nosniff', ...(production ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}) };
  return {
    data: { ...always, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'cache-control': 'no-store' },
    page: {
      ...always, 'content-security-policy': production ? `${pages}; upgrade-insecure-requests` : pages, 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=()',
    },
  };
};
