// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

public final class Kernel {
    public static native <T> T call(Object on, String method, NativeType<T> type, Object... arguments);

    public static native <T> T get(Object of, String property, NativeType<T> type);

    public static native void set(Object of, String property, Object value);
}
