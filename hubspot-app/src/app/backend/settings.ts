/** Where the service answers. Written by `at-risk app`; app-hsmeta.json permits the same URL. */
export const BACKEND_URL = 'https://at-risk.example.com';
