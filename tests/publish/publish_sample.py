"""A write-up by hand, in both languages, with every kind of block, hostile text and a very long line."""

from __future__ import annotations

from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Citation,
    Code,
    Document,
    Equation,
    Example,
    Figure,
    Folded,
    Heading,
    Inlines,
    Line,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.document.picture import Curve, Mark, Picture, Role

HOSTILE = (
    r"\input{/etc/passwd}",
    r"\write18{rm -rf x}",
    "<script>alert(1)</script>",
    r"100% #1 $x$ a&b ~ ^ _under_ {brace} \\ `code` *star* [link](javascript:x) ]]> --> -- ---",
    '" onload="x" \' #panic() @ref <label> // /* = head',
    "Ünïcödé – “quoted” … σ² ≤ ∞ naïve Łódź",
)


def t(text: str, strong: bool = False) -> Text:
    return Text(text, strong)


def m(tex: str) -> Math:
    return Math(tex)


LONG = " + ".join(rf"x_{{{k}}} \log p + (1 - x_{{{k}}}) \log (1 - p)" for k in range(1, 13))
SUM = r"\sum_{i=1}^{n} x_i"


def _chain(reasons: list[Inlines]) -> Chain:
    lines = [
        Line("L(p)", "=", r"\prod_{i=1}^{n} f(x_i; p)", reasons[0], "eq:likelihood", 1),
        Line("", "=", r"\prod_{i=1}^{n} p^{x_i} (1 - p)^{1 - x_i}", reasons[1]),
        Line("", "=", rf"p^{{{SUM}}} \, (1 - p)^{{n - {SUM}}}", reasons[2], "eq:product", 2),
    ]
    return Chain(tuple(lines))


def _log_chain(reasons: list[Inlines]) -> Chain:
    lines = [
        Line(r"\ell(p)", "=", r"\log L(p)", reasons[0]),
        Line("", "=", rf"\log \left( p^{{{SUM}}} (1 - p)^{{n - {SUM}}} \right)", reasons[1]),
        Line("", "=", rf"{SUM} \log p + \left( n - {SUM} \right) \log (1 - p)", reasons[2], "eq:log", 3),
        Line("", "=", LONG, reasons[3]),
        Line("", r"\leq", r"\frac{" + LONG + "}{n}", reasons[0], "eq:wide", 4),
        Line("", "=", "0"),
    ]
    return Chain(tuple(lines))


def english() -> Document:
    """The English sample."""
    blocks: list[Block] = [
        Paragraph(
            (
                t("Independent observations "),
                m("x_1, \\dots, x_n"),
                t(" of a Bernoulli variable are given. We look for the value of "),
                m("p"),
                t(" that makes them most probable; the answer is the sample mean, as "),
                Reference("eq:estimator", 6),
                t(" says, and "),
                Citation(1),
                t(" proves it too. "),
                t("Nothing is assumed beyond what is listed.", True),
            )
        ),
        Box(
            "assumptions",
            (t("Assumptions"),),
            (
                Bullets(
                    (
                        (m(r"0 < p < 1"), t(" (parameter space)")),
                        (m(r"x_i \in \{0, 1\}"), t(" for "), m(r"i = 1, \dots, n"), t(" (support)")),
                        (m(rf"0 < {SUM} < n"), t(" (hypothesis on the data)")),
                    )
                ),
            ),
        ),
        Heading((t("The likelihood"),), "sec:likelihood"),
        Paragraph((t("The observations are independent, so their joint density is a product."),)),
        _chain(
            [
                (t("independence"),),
                (t("density of the family"),),
                (
                    t("a product of powers is the power of a sum, since "),
                    m("p > 0"),
                    t(" and "),
                    m("1 - p > 0"),
                ),
            ]
        ),
        Heading((t("The log-likelihood "), m(r"\ell(\hat{p})")), "sec:log"),
        _log_chain(
            [
                (t("definition"),),
                (t("by "), Reference("eq:product", 2)),
                (t("log of a product, log of a power"),),
                (t("every term written out"),),
            ]
        ),
        Heading((t("Its derivative"),), "sec:score", 2),
        Equation(
            rf"\frac{{\partial \ell}}{{\partial p}} = \frac{{{SUM}}}{{p}} - \frac{{n - {SUM}}}{{1 - p}}",
            "eq:score",
            5,
            (t("derivative of "), m(r"\log")),
        ),
        Equation(r"\frac{\partial^2 \ell}{\partial p^2} < 0"),
        Box(
            "theorem",
            (t("Theorem 1 (maximum likelihood estimator)"),),
            (
                Paragraph((t("Under the assumptions above the log-likelihood has exactly one maximiser,"),)),
                Equation(rf"\hat{{p}} = \frac{{1}}{{n}} {SUM} = \bar{{x}}", "eq:estimator", 6),
                Paragraph((t("and it lies inside the parameter space."),)),
            ),
            "thm:mle",
        ),
        Box(
            "remark", (t("Remark"),), (Paragraph((t("When "), m(rf"{SUM} = 0"), t(" there is no maximiser."))),)
        ),
        Heading((t("Cases"),), "sec:cases"),
        Table(
            ((t("case"),), (t("estimator"),), (t("attained"),)),
            (
                (
                    (m(rf"{SUM} = 0"),),
                    (m("0"),),
                    (t("no: the supremum is approached at the border of the space"),),
                ),
                ((m(rf"0 < {SUM} < n"),), (m(r"\bar{x}"),), (t("yes"),)),
                ((m(rf"{SUM} = n"),), (m("1"),), (t("no"),)),
            ),
        ),
        Heading((t("Anything goes & nothing is obeyed: "), t(HOSTILE[2])), "sec:hostile"),
        *(Paragraph((t(each),)) for each in HOSTILE),
        Bullets(tuple((t(each),) for each in HOSTILE)),
        Sources(
            (
                (t("G. Casella and R. L. Berger, Statistical Inference, Duxbury (2002), section 7.2."),),
                (t("E. L. Lehmann and G. Casella, Theory of Point Estimation, 2nd edition, Springer (1998)."),),
            )
        ),
    ]
    return Document(
        (t("The maximum likelihood estimator of the Bernoulli distribution"),),
        (t("A derivation in which every step has its reason"),),
        "en",
        tuple(blocks),
        (t("Every line was checked; the derivation can be replayed."),),
        (
            ("likelihood", rf"L(p) = p^{{{SUM}}} (1-p)^{{n - {SUM}}}"),
            ("estimator --> <b>", r"\hat{p} = \bar{x}"),
        ),
    )


def chinese() -> Document:
    """The Chinese sample."""
    blocks: list[Block] = [
        Paragraph(
            (
                t("设"),
                m(r"x_1, \dots, x_n"),
                t("是伯努利分布的独立观测值。我们求使观测结果出现概率最大的参数"),
                m("p"),
                t("；由"),
                Reference("eq:estimator", 6),
                t("可知，答案就是样本均值，另见"),
                Citation(1),
                t("。“引号”与破折号——都应排对。"),
                t("除所列假设外不作任何假设。", True),
            )
        ),
        Box(
            "assumptions",
            (t("假设"),),
            (
                Bullets(
                    (
                        (m(r"0 < p < 1"), t("（参数空间）")),
                        (m(r"x_i \in \{0, 1\}"), t("，"), m(r"i = 1, \dots, n"), t("（支撑集）")),
                        (m(rf"0 < {SUM} < n"), t("（关于数据的假设）")),
                    )
                ),
            ),
        ),
        Heading((t("似然函数"),), "sec:likelihood"),
        Paragraph((t("观测值相互独立，因此联合密度等于各个密度之积。"),)),
        _chain(
            [
                (t("独立性"),),
                (t("分布的密度"),),
                (t("同底数的幂相乘，指数相加，因为"), m("p > 0"), t("且"), m("1 - p > 0")),
            ]
        ),
        Heading((t("对数似然函数"), m(r"\ell(\hat{p})")), "sec:log"),
        _log_chain(
            [(t("定义"),), (t("由"), Reference("eq:product", 2)), (t("积的对数、幂的对数"),), (t("逐项写出"),)]
        ),
        Heading((t("导数"),), "sec:score", 2),
        Equation(
            rf"\frac{{\partial \ell}}{{\partial p}} = \frac{{{SUM}}}{{p}} - \frac{{n - {SUM}}}{{1 - p}}",
            "eq:score",
            5,
            (m(r"\log"), t("的导数")),
        ),
        Equation(r"\frac{\partial^2 \ell}{\partial p^2} < 0 \quad \text{对一切 } p"),
        Box(
            "theorem",
            (t("定理 1（最大似然估计）"),),
            (
                Paragraph((t("在上述假设下，对数似然函数有唯一的最大值点"),)),
                Equation(rf"\hat{{p}} = \frac{{1}}{{n}} {SUM} = \bar{{x}}", "eq:estimator", 6),
                Paragraph((t("且它在参数空间之内。"),)),
            ),
            "thm:mle",
        ),
        Box("remark", (t("注"),), (Paragraph((t("当"), m(rf"{SUM} = 0"), t("时没有最大值点。"))),)),
        Heading((t("分情形"),), "sec:cases"),
        Table(
            ((t("情形"),), (t("估计"),), (t("能否达到"),)),
            (
                ((m(rf"{SUM} = 0"),), (m("0"),), (t("否：上确界只在参数空间的边界处被逼近"),)),
                ((m(rf"0 < {SUM} < n"),), (m(r"\bar{x}"),), (t("能"),)),
                ((m(rf"{SUM} = n"),), (m("1"),), (t("否"),)),
            ),
        ),
        *(Paragraph((t(each),)) for each in HOSTILE),
        Sources(
            (
                (t("陈希孺，《概率论与数理统计》，中国科学技术大学出版社，2009 年。"),),
                (t("G. Casella and R. L. Berger, Statistical Inference, Duxbury (2002), section 7.2."),),
            )
        ),
    ]
    return Document(
        (t("伯努利分布的最大似然估计"),),
        (t("每一步都有理由的推导"),),
        "zh",
        tuple(blocks),
        (t("每一行都经过检验；推导可以重放。"),),
        (("似然", rf"L(p) = p^{{{SUM}}} (1-p)^{{n - {SUM}}}"), ("估计", r"\hat{p} = \bar{x}")),
    )


PICTURE = Picture(
    "p",
    r"\ell(p)",
    (0.0, 1.0),
    (-5.0, 0.0),
    (
        Curve((((0.1, -4.0), (0.5, -1.0), (0.9, -4.0)),), Role.MAIN, r"\ell(p)"),
        Curve((((0.2, -3.0), (0.5, -1.0)), ((0.6, -2.0), (0.8, -3.0))), Role.SECOND, r"\frac{1}{2} J"),
        Curve((((0.5, -5.0), (0.5, -1.0)),), Role.GUIDE),
        Curve((((0.3, -2.0), (0.5, -1.5), (0.7, -2.0), (0.3, -2.0)),), Role.LEVEL, "-1"),
    ),
    (Mark((0.5, -1.0), r"\hat{p}"),),
)


def hostile_title() -> Document:
    """A short document whose every plain string is an attempt."""
    attempts: Inlines = tuple(t(each) for each in HOSTILE)
    blocks: tuple[Block, ...] = (
        Heading(attempts, "sec:x y"),
        Box("theorem", attempts, (Paragraph(attempts), Chain((Line("a", "=", "b", attempts),))), "box"),
        Table((attempts,), ((attempts,),)),
        Figure(PICTURE, "figure-1", HOSTILE[0], attempts, " ".join(HOSTILE)),
        Paragraph(tuple(Code(each) for each in HOSTILE)),
        Listing("\n".join(HOSTILE)),
        Example(Equation("x^2"), "\n".join(HOSTILE)),
        Folded(attempts, (Paragraph(attempts),)),
        Sources((attempts,)),
    )
    return Document(attempts, attempts, "en", blocks, attempts, ((HOSTILE[2], "x"),))


SAMPLES = {"en": english, "zh": chinese, "hostile": hostile_title}
