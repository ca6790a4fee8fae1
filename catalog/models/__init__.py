from catalog.models.api_key import ApiKey, KeyKind, Scope
from catalog.models.bulk_edit import BulkEdit, BulkEditChange, BulkEditState
from catalog.models.category import Category
from catalog.models.column_mapping import ColumnMapping
from catalog.models.deletion import Deletion
from catalog.models.duplicate import ComparedPhoto, DuplicatePair, DuplicateState
from catalog.models.embedding import Embedding, EncoderState, EncoderVersion
from catalog.models.encoder_failure import EncoderFailure
from catalog.models.feed import Feed, FeedProducts, MissingAction, MissingScope, MissingState
from catalog.models.feed_address import FeedAddress, FeedAddressState
from catalog.models.idempotency import IdempotentRequest
from catalog.models.import_check import CheckedProducts, CheckReport
from catalog.models.import_problems import FurtherRows, ProblemGroup, RowOutcome, Severity
from catalog.models.imports import ImportRun, ImportState
from catalog.models.impression_count import AskedBy, PositionCount, ProductCount
from catalog.models.indexing import ProductIndexing
from catalog.models.inspection import Inspection, InspectionStep
from catalog.models.journal import ChangeKind, ProductChange, RemovedPhoto
from catalog.models.membership import LastOwner, Membership, Role
from catalog.models.merchant import Merchant
from catalog.models.photo import Photo, Revalidation
from catalog.models.photo_host import PhotoHost
from catalog.models.product import SIZE_ATTRIBUTE, Availability, Product, SearchDocumentWeight
from catalog.models.product_locks import LockableField
from catalog.models.proposal import CATEGORY_FIELD, Proposal, ProposalState
from catalog.models.query import Click, QueryPhoto, QueryPhotoFile, Search
from catalog.models.rule import (
    BoostSubject,
    MerchandisingRule,
    ProductAction,
    RuleBoost,
    RuleProduct,
    RuleState,
    RuleTrigger,
)
from catalog.models.search_count import HandledWords, MerchantClicks, SearchCount, SearchKind
from catalog.models.synonym import SynonymGroup
from catalog.models.undo import LeftAlone, Undo
from catalog.models.vocabulary import VocabularyState, VocabularyTerm
from catalog.models.work import WorkState

__all__ = [
    "CATEGORY_FIELD",
    "SIZE_ATTRIBUTE",
    "ApiKey",
    "AskedBy",
    "Availability",
    "BoostSubject",
    "BulkEdit",
    "BulkEditChange",
    "BulkEditState",
    "Category",
    "ChangeKind",
    "CheckReport",
    "CheckedProducts",
    "Click",
    "ColumnMapping",
    "ComparedPhoto",
    "Deletion",
    "DuplicatePair",
    "DuplicateState",
    "Embedding",
    "EncoderFailure",
    "EncoderState",
    "EncoderVersion",
    "Feed",
    "FeedAddress",
    "FeedAddressState",
    "FeedProducts",
    "FurtherRows",
    "HandledWords",
    "IdempotentRequest",
    "ImportRun",
    "ImportState",
    "Inspection",
    "InspectionStep",
    "KeyKind",
    "LastOwner",
    "LeftAlone",
    "LockableField",
    "Membership",
    "MerchandisingRule",
    "Merchant",
    "MerchantClicks",
    "MissingAction",
    "MissingScope",
    "MissingState",
    "Photo",
    "PhotoHost",
    "PositionCount",
    "ProblemGroup",
    "Product",
    "ProductAction",
    "ProductChange",
    "ProductCount",
    "ProductIndexing",
    "Proposal",
    "ProposalState",
    "QueryPhoto",
    "QueryPhotoFile",
    "RemovedPhoto",
    "Revalidation",
    "Role",
    "RowOutcome",
    "RuleBoost",
    "RuleProduct",
    "RuleState",
    "RuleTrigger",
    "Scope",
    "Search",
    "SearchCount",
    "SearchDocumentWeight",
    "SearchKind",
    "Severity",
    "SynonymGroup",
    "Undo",
    "VocabularyState",
    "VocabularyTerm",
    "WorkState",
]
