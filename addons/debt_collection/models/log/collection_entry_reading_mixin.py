# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from itertools import zip_longest

from odoo import api, fields, models
from odoo.tools import human_size


class CollectionEntryReadingMixin(models.AbstractModel):
    """What an entry shows besides what it stores: its content, its files, the reasons
    that stood against it, and what became of it."""

    _name = "collection.entry.reading.mixin"
    _description = "Contact Log Entry Reading"

    note = fields.Text(compute="_compute_content", search="_search_note")
    text = fields.Text(
        string="Text Sent", compute="_compute_text", search="_search_text"
    )
    address = fields.Char(
        string="Number or Address", compute="_compute_content", search="_search_address"
    )
    reason = fields.Char(
        compute="_compute_content",
        help="Why it was logged late or in advance, or what was wrong with the entry "
        "it corrects.",
    )
    is_erased = fields.Boolean(string="Erased", compute="_compute_content")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        compute="_compute_attachment_ids",
        string="Files",
    )
    attachment_summary = fields.Text(
        string="About the Files", compute="_compute_attachment_ids"
    )
    verdict_summary = fields.Text(string="Reasons Against", compute="_compute_content")
    corrected_by_id = fields.Many2one(
        comodel_name="collection.contact.log",
        compute="_compute_corrected_by_id",
        search="_search_corrected_by_id",
    )

    result_label = fields.Char(
        string="Result Then",
        compute="_compute_result_label",
        help="What the result was called when it was logged.",
    )

    @api.depends("result_names", "erases_id")
    @api.depends_context("lang")
    def _compute_result_label(self):
        lang = self.env.lang or "en_US"
        for entry in self:
            names = json.loads(entry.result_names or "{}")
            entry.result_label = (
                names.get(lang)
                or names.get("en_US")
                or next(iter(names.values()), entry.result_code)
            )
            if entry.erases_id:
                entry.result_label = self.env._("Personal Data Erased")

    def _get_contents(self, names):
        """Return the entries' contents by the entry's id.

        Who may read an entry may read its content, on which nobody else has a right.

        :param list names: the fields to read
        """
        contents = self.env["collection.contact.content"].sudo()
        found = contents.search_fetch([("log_id", "in", self.ids)], ["log_id", *names])
        return {content.log_id.id: content for content in found}

    def _compute_content(self):
        names = ["note", "address", "reason", "sentences", "date_erased"]
        contents = self._get_contents(names)
        nothing = self.env["collection.contact.content"]
        for entry in self:
            content = contents.get(entry.id, nothing)
            entry.note = content.note
            entry.address = content.address
            entry.reason = content.reason
            entry.verdict_summary = content.sentences
            entry.is_erased = bool(content.date_erased)

    def _compute_text(self):
        """Apart from the rest: it may hold megabytes that a list does not show."""
        contents = self._get_contents(["text"])
        for entry in self:
            content = contents.get(entry.id)
            entry.text = content.text if content else False

    def _search_content(self, name, operator, value):
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        contents = self.env["collection.contact.content"].sudo()
        query = contents._search([(name, operator, value)])
        return [("id", "in", query.subselect("log_id"))]

    @api.model
    def _search_note(self, operator, value):
        return self._search_content("note", operator, value)

    @api.model
    def _search_text(self, operator, value):
        return self._search_content("text", operator, value)

    @api.model
    def _search_address(self, operator, value):
        return self._search_content("address", operator, value)

    def _compute_corrected_by_id(self):
        corrections = self.sudo().search([("corrects_id", "in", self.ids)])
        by_corrected = {entry.corrects_id.id: entry.id for entry in corrections}
        for entry in self:
            entry.corrected_by_id = by_corrected.get(entry.id, False)

    @api.model
    def _search_corrected_by_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        corrections = fields.Domain("corrects_id", "!=", False)
        ids = [entry_id for entry_id in value if entry_id]
        domain = fields.Domain("id", "in", ids) if ids else fields.Domain.FALSE
        corrected = self.sudo()._search(corrections & domain).subselect("corrects_id")
        found = fields.Domain("id", "in", corrected)
        if False in value:
            any_corrected = self.sudo()._search(corrections).subselect("corrects_id")
            found |= fields.Domain("id", "not in", any_corrected)
        return found

    @api.depends("attachments")
    def _compute_attachment_ids(self):
        """Find the files again, and say which of them are gone or not the same."""
        contents = self._get_contents(["file_names"])
        for entry in self:
            files = json.loads(entry.attachments or "[]")
            content = contents.get(entry.id)
            names = (content.file_names or "").split("\n") if content else []
            # Whoever may read the entry may see what was attached to it.
            there = (
                self.env["ir.attachment"]
                .sudo()
                .browse(file["id"] for file in files if file.get("id"))
                .exists()
            )
            entry.attachment_ids = there
            entry.attachment_summary = "\n".join(
                self._describe_state(file, name, there)
                for file, name in zip_longest(files, names[: len(files)], fillvalue="")
            )

    @api.model
    def _describe_state(self, file, name, there):
        """Return a line on a file: its name, its size, and what became of it.

        :param dict file: what the entry holds of it
        :param str name: its name, empty once it was erased
        :param there: the attachments that are left
        """
        line = f"{name} ({human_size(file['size'])}, SHA-256 {file['sha256']})".strip()
        attachment = there.filtered(lambda one: one.id == file.get("id"))
        if attachment:
            content = self._describe_file(attachment.name, attachment.raw or b"")
            if content["sha256"] == file["sha256"]:
                return line
            return self.env._("%(file)s: changed since", file=line)
        if file.get("id"):
            return self.env._("%(file)s: deleted since", file=line)
        return line
