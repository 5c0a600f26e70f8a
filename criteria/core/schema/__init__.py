"""JSON Schemas (draft 2020-12) of the files of a standard, for editors that complete and check.

Made from the constants and enumerations that the parser uses. What the parser takes is valid; what
only the parser can tell (unique codes, known prerequisites, rising levels) a schema lets pass.
"""

from criteria.core.schema.beside import changes_schema, texts_schema
from criteria.core.schema.parts import Schema
from criteria.core.schema.standard import standard_schema

__all__ = ["Schema", "changes_schema", "standard_schema", "texts_schema"]
