# 比所替代的排得更多的行动

record-emitted-more = ⚠️ { $title }：按这个方法算，比基准多排 { $mass }（带符号 −{ $mass }），按 0 记。
