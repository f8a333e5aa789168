"""The words of the SHACL namespace, by the document that has them, and by whether a verdict may depend on them.

Of SHACL 1.2 these are the words of its drafts (Core, SPARQL Extensions, Node Expressions, Inference Rules).
"""

from __future__ import annotations

from kgtools.model.vocab import SH
from kgtools.shacl.components import COMPONENTS

__all__ = [
    "ADVANCED",
    "ADVANCED_DECIDING",
    "DRAFT",
    "DRAFT_CONSTRAINTS",
    "DRAFT_TARGETS",
    "KNOWN_PROPERTIES",
    "KNOWN_THINGS",
    "PROPERTIES",
    "REFERRING",
    "SHAPE_WORDS",
    "THINGS",
    "is_known",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: classes and individuals of the recommendation, with the components
THINGS = (
    *_words(
        """
        AbstractResult BlankNode BlankNodeOrIRI BlankNodeOrLiteral ConstraintComponent IRI IRIOrLiteral Info Literal
        NodeKind NodeShape Parameter Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation
        SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLConstructExecutable SPARQLExecutable
        SPARQLSelectExecutable SPARQLSelectValidator SPARQLUpdateExecutable Severity Shape ValidationReport
        ValidationResult Validator Violation Warning
        """
    ),
    *(component.iri.removeprefix(SH) for component in COMPONENTS),
)
#: properties of the recommendation, with the parameters of the components
PROPERTIES = (
    *_words(
        """
        alternativePath annotationProperty annotationValue annotationVarName ask conforms construct deactivated declare
        defaultValue description detail entailment focusNode group inversePath labelTemplate message name namespace
        nodeValidator oneOrMorePath optional order parameter path prefix prefixes propertyValidator result
        resultAnnotation resultMessage resultPath resultSeverity select severity shapesGraph shapesGraphWellFormed
        sourceConstraint sourceConstraintComponent sourceShape suggestedShapesGraph targetClass targetNode
        targetObjectsOf targetSubjectsOf update validator value zeroOrMorePath zeroOrOnePath
        """
    ),
    *(parameter for component in COMPONENTS for parameter in component.parameters),
)
#: what a report says, and what may be said of data: no sign that the subject describes shapes
_NOT_OF_SHAPES = _words("value result conforms detail shapesGraph")
#: properties and classes whose subjects or instances describe shapes, as IRIs
SHAPE_WORDS = frozenset(SH + word for word in PROPERTIES if word not in _NOT_OF_SHAPES) | {
    SH + word for word in ("NodeShape", "PropertyShape", "ConstraintComponent", "Parameter", "SPARQLConstraint")
}
#: SHACL Advanced Features: a verdict may depend on these properties of shapes
ADVANCED_DECIDING = ("js", "target")
#: SHACL Advanced Features: what adds triples or functions, and the parts of expressions
ADVANCED = _words(
    """
    ExpressionConstraintComponent Function JSConstraint JSConstraintComponent JSExecutable JSFunction JSLibrary JSRule
    JSTarget JSTargetType JSValidator Rule Rules SPARQLFunction SPARQLRule SPARQLTarget SPARQLTargetType Target
    TargetType TripleRule condition intersection filterShape jsFunctionName jsLibrary jsLibraryURL nodes object
    predicate returnType rule subject this union values
    count desc distinct else exists groupConcat if limit max min minus offset orderBy sum then
    """
)
#: SHACL 1.2: properties of shapes that are constraints, and that are targets
DRAFT_CONSTRAINTS = _words(
    """
    maxListLength memberShape minListLength nodeByExpression reificationRequired reifierShape rootClass singleLine
    someValue subsetOf uniqueMembers uniqueValuesFor
    """
)
DRAFT_TARGETS = _words("shape targetWhere")
#: properties whose values are shapes, or expressions and lists with shapes in them, whether they are evaluated or not
REFERRING = (
    *(component.parameters[0] for component in COMPONENTS if component.expects != "other"),
    *_words("condition expression filterShape memberShape nodeByExpression reifierShape shape someValue targetWhere"),
)
#: SHACL 1.2: all others, on which no verdict depends by itself
DRAFT = _words(
    """
    ByTypes DataGraph Debug Graph ListParameterExpression ListParameterExpressionFunction
    MaxListLengthConstraintComponent MemberShapeConstraintComponent MinListLengthConstraintComponent
    NamedParameterExpression NamedParameterExpressionFunction NodeByExpressionConstraintComponent NodeExpression
    NodeExpressionFunction ProcessorConfiguration ReifierShapeConstraintComponent RootClassConstraintComponent
    RuleSet RulesEntailment RulesGraph SPARQLDescribeExecutable SPARQLExprExpression SPARQLRuleTemplate
    SelectExpression ShapeClass ShapesGraph SingleLineConstraintComponent SomeValueConstraintComponent
    SubsetOfConstraintComponent Trace TripleTerm UniqueMembersConstraintComponent UniqueValuesForConstraintComponent
    agentInstruction bodyExpression codeIdentifier conformanceDisallows conformsToShapesGraph describe
    expectedPredicate formalized hasRule includesRuleSet incomplete incompleteURIStart intent keyParameter layer
    ruleProcessor runOnce sourceRule sparqlExpr tempTriple unit usedConfiguration usedDataGraph usedShapesGraph
    """
)
_ALL = (*THINGS, *PROPERTIES, *ADVANCED_DECIDING, *ADVANCED, *DRAFT_CONSTRAINTS, *DRAFT_TARGETS, *DRAFT)
#: the words that may be predicates, and the others
KNOWN_PROPERTIES = frozenset(word for word in _ALL if word[0].islower())
KNOWN_THINGS = frozenset(word for word in _ALL if word[0].isupper())


def is_known(word: str) -> bool:
    """Whether a word without its prefix is one of SHACL; the name of the vocabulary itself, and parameters such as
    ``sh:PatternConstraintComponent-flags``, are.

    >>> is_known("minCount"), is_known("PatternConstraintComponent-flags"), is_known("minLenght")
    (True, True, False)
    """
    return not word or word in KNOWN_PROPERTIES or word.partition("-")[0] in KNOWN_THINGS
