/** The document of the phone page. Everything in it is made by the modules that it loads. */
export const phoneDocument = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Phone · temporal-whatsapp</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/_phone/page/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/_phone/page/phone.css">
    <script type="module" src="/_phone/page/app.js"></script>
  </head>
  <body>
    <div id="app"><noscript>The phone page needs JavaScript.</noscript></div>
  </body>
</html>
`;
