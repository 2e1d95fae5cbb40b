# The tag that longjmp throws; the C library declares it and leaves the definition to the linker.
	.globl	__c_longjmp
	.tagtype	__c_longjmp i32
__c_longjmp:
