/** What a person finds at the sandbox's own address: what it is, and where to go on. */

export const frontPage = (
  port: number,
): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Payment sandbox</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;color-scheme:light dark}pre{white-space:pre-wrap}</style>
</head><body>
<h1>Payment sandbox</h1>
<p>This stands in for the payment provider: it speaks the part of Stripe's API that the cloud uses, under <code>/v1/</code>.
No real card is charged and no money moves. People pay in the customers' app, which offers its test cards; there is nothing to do on this page.</p>
<p>For programs: what it holds, captured and refunded, and what each endpoint was sent.</p>
<pre>curl -X POST http://127.0.0.1:${port}/_control/books
curl -X POST http://127.0.0.1:${port}/_control/webhooks/deliveries</pre>
<p>The test cards, and how to make calls and webhooks go wrong, are in <code>tools/dev/stripe-sandbox/README.md</code>.</p>
</body></html>
`;
