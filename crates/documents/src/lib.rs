//! Figures as HTML, PDF, XLSX, CSV and JSON; charts as SVG.
