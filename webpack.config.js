// The docx editor of the built-in mode pulls in a zip reader that names Node's
// `stream` and works in a browser without it.
module.exports = {
  resolve: { fallback: { stream: false } }
};
