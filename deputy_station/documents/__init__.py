"""Engines without business words: form description to paper, fonts, QR codes, workbooks in and out.

Papers, for features:

    from deputy_station.documents.description import Sheet
    from deputy_station.documents.loading import load_form
    from deputy_station.documents.pdf import make_pdf

    form = load_form("sign_in", FIELDS)                     # FormProblem when form and fields do not agree
    sheet = Sheet(form, values={"station": "…", …}, bookmark="王建国")
    pages = make_pdf(Path("签到表.pdf"), [sheet], title="签到表")  # whole or not at all

- `description`: `Field`, `FieldKind`, `Form`, `Sheet`, `FormProblem`
- `loading`: `load_form(name, fields)`, every check before anything is drawn
- `pdf`: `make_pdf(target, sheets, *, title, author, progress)`
- `bundle`: `make_bundle(out, parts, title=...)`, several papers with bookmarks; `count_pages(parts)` before that
- `docx`: `make_docx(target, sheet, title=...)`, the same form to be edited in WPS or Word
- `xlsx`: `make_xlsx(target, sheets, title=...)`, the same as tables, a worksheet each; `written_as`: `write_paper(target, sheets,
  title=...)`, one of the three after the ending of the name
- `boxes`: `find_boxes(form, pages, sought)`, where a pen fills in, as `geometry.PrintGeometry` to be kept with the print
- `glyphs`: `MissingGlyphs`, the characters no installed font can print, told before anything is drawn
- `workbook_in`: `read_table`; `workbook_out`: `write_workbook`, `write_failed_rows`
- `import_columns`: what a feature imports; `import_file`: a file looked at step by step (`widgets.import_wizard`);
  `import_likeness`, `import_mending`, `import_preview`: its pieces
- `preview`: `page_pictures(pdf, dpi, pages=range)`, `count_pages(pdf)`, and `python -m deputy_station.documents.preview NAME`
- `atomic`: `written_whole(target)`, for every file that must not be left half-written
"""
