// Sends one file by tus-js-client, as often as the line breaks, until the server has all of it.
// node send.js ENDPOINT TOKEN HOST FILE ITEM KEY STATE
"use strict";
const fs = require("fs");
const path = require("path");
const tus = require(path.join(__dirname, "..", "..", "node_modules", "tus-js-client"));

const [endpoint, token, host, file, item, key, state] = process.argv.slice(2);
const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint,
  // While the server starts again nobody answers for some seconds.
  retryDelays: Array(120).fill(300),
  headers: { Authorization: `Token ${token}`, Host: host },
  metadata: { item, name: "recording.bin", client_key: key },
  urlStorage: new tus.FileUrlStorage(state),
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => process.exit(0),
});
upload.start();
