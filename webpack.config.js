// The docx editor of the built-in mode pulls in a zip reader that names Node's
// `stream` and works in a browser without it.
const Notices = require('./webpack.notices.js');

module.exports = {
  plugins: [new Notices()],
  resolve: { fallback: { stream: false } },
  module: {
    rules: [
      // Tables, fonts and decoders that PDF files may need: by address only.
      {
        test: /pdfjs-dist[\\/](cmaps|standard_fonts|wasm)[\\/]/,
        type: 'asset/resource'
      },
      // For browsers that JupyterLab does not run in.
      {
        test: /@fontsource[\\/].*\.woff$/,
        type: 'asset/resource',
        generator: { emit: false }
      }
    ]
  }
};
