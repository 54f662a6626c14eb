# 为什么不能做成市场批次：方法包里的原句，逐句对应中文

hold-estimate = 估算不进任何一种导出：没有当地的方法学原文
hold-foreign-estimate = 借用国外系数的估算；没有当地的方法学原文
hold-company = 企业减排只报告、不出售：没有在案的方法学原文
hold-inventory = 清单不是减排
hold-shenzhen = 原文不在案；地铁系数 46.8 还是 46.7 克尚未确定
hold-second-quotation = 草案：地铁数值的另一种引文，只用于试算，不会被选用
hold-wuhan = 有望进入市场：武汉的原文不在案，它规定的系数也未知

# 为什么没有克数

withheld-none = 没有可查的系数，只计入天数和连续
withheld-full = 今天这一类的上限已满
withheld-unknown = 这里还没有算这件事的方法
withheld-place = { $place }还没有算这件事的方法
withheld-choice = { $organisation }没有选算这件事的方法
withheld-inputs = 只有这一个数算不出克数，其余的数可由单位的系统送来
