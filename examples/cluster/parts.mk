# What make.sh makes; here, out and n are variables of its environment. Whether a part is there whole only step.sh can
# tell, and which are missing only the sum.
parts = $(shell seq -f part-%g $(n))

.PHONY: sum $(parts)
sum: $(parts)
	@"$$here/step.sh" "$$out" sum
$(parts): part-%:
	-@"$$here/step.sh" "$$out" $*
